// SQL to Tree: the shapes of DDL and DML of PostgreSQL, MySQL and MariaDB, SQL Server, Oracle and SQLite,
// read tolerantly. It checks no syntax, resolves no name and runs nothing.
#pragma once

#include "scanners/units/tree.h"

namespace payaudit {

// The root is a map with a block entry for each statement. Its key is the kind of statement in lower case
// (`create table`, `alter table`, `drop table`, `rename table`, `create index`, `create view`, `create type`,
// `create domain`, `create function`, `create procedure`, `create trigger`, `create package`, `comment on`,
// `grant`, `revoke`, `create user`, `create role`, `create login` and the same with `alter`, `create server`,
// `create user mapping`, `create policy`, `create extension`, `insert`, `update`, `delete`, `copy`, `set`,
// `alter system`, `drop`, `select`, `call`, `transaction`, `block`, `create` and `alter` of anything else),
// or `other`. Labels are the parts of the object's name, without quotes. An entry `name` is the last part,
// for its span.
//
// - create table: block entries `column` (label: name) with `type` (as written, without quotes), `width`,
// `scale`,
//   `not_null`, `default`, `primary_key`, `unique`, `references` (labels: table), `on_delete`, `collate`,
//   `comment`, `encrypted`, `masked`, `generated`; constraints `primary key`, `unique`, `check`, `index`,
//   `foreign key` with `columns`; `comment`, `engine`, `encryption` of the table. An unknown entry where it
//   takes columns from elsewhere.
// - alter table: `add column`, `drop column`, `rename column` (labels: old, new), `change column` (the same),
//   `alter column`, `rename to`, and constraints.
// - comment on: `object` (table, column) and `comment`. grant, revoke: `privileges` and `to`, lists;
// `password`.
// - create user, role, login: `password`. create server, user mapping: the options by name. set: the value,
// the labels
//   are the setting's name.
// - insert and update: `assign` (label: column): the value; of an insert only those with a call in them.
// - Everything but tables: `call` for each function called, its arguments below it (reference, string,
// number, call,
//   opaque), those in PostgreSQL's dollar-quoted bodies too; in a routine, those of a statement that writes
//   are below a block `insert` or `update` (labels: the table's name). Statements in a DO body are entries of
//   the root.
//
// A word with a placeholder (`${schema}`, `{{ name }}`) is kept as written. A migration tool's section that
// undoes
// (`-- +goose Down`) is left out. Never fails: what ends too late (a string, a comment) is a gap at its
// place, and the root then has unknown entries. UTF-16, NUL and ill-formed UTF-8 give an encoding gap and no
// nodes.
Tree read_sql(const Source& source);

}  // namespace payaudit
