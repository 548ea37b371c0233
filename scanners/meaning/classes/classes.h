// Classified members of types in code: entities of object-relational mappers (persisted), events, and other
// classes. Does not say what the database stores (scanners/meaning/tables does), and does not follow types
// into other files, apart from converters and what persistent types extend.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/classes/converters.h"
#include "scanners/meaning/classes/entities.h"
#include "scanners/meaning/classes/models.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/source/source.h"
#include "scanners/units/code.h"

namespace payaudit {

// Facts of kind `field`, with `medium` entity (a mapper persists it), event (an event or message type),
// request or response (its name or marks say so), member (anything else). `state` is unknown where only the
// name says that the value is protected; a converter that encrypts makes it encrypted only if it is a known
// encrypting type or its own code proves it, else unknown. And `address` for types of a payment message's
// postal address that cannot hold town and country. Pure; any thread.
struct ClassTables {
  const Classifier& classifier;
  const ConverterIndex& converters;
  const MapperModels& models;
  const EntityIndex& entities;
};
Facts class_facts(FileId file, const Code& code, const ClassTables& tables);

}  // namespace payaudit
