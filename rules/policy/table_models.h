// Reads what the scanners of tables and of persistent classes are driven by: policies/models/tables and
// policies/models/classes.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/classes/models.h"
#include "scanners/meaning/join/columns.h"
#include "scanners/meaning/tables/models.h"

namespace payaudit {

// models/tables/functions.yaml, models/tables/migrations.yaml, models/classes/mappers.yaml and
// models/classes/columns.yaml; each fills its part of the tables anew.
void read_sql_functions(const Document& document, TableModels& models, Problems& problems);
void read_migrations(const Document& document, TableModels& models, Problems& problems);
void read_mappers(const Document& document, MapperModels& models, Problems& problems);
void read_columns(const Document& document, ColumnModels& models, Problems& problems);

}  // namespace payaudit
