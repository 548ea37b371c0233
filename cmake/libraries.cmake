# The libraries of others, by the names that the link lists use: payaudit_fmt, Boost::json, ZLIB::ZLIB and
# PkgConfig::{botan,HS,PUGIXML,RE2,YAML,YAML_CPP}. With PAYAUDIT_STATIC all are archives.
find_package(PkgConfig REQUIRED)

# Boost is an archive always: the program is to run where none is installed.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json)

if(PAYAUDIT_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
pkg_check_modules(botan REQUIRED IMPORTED_TARGET GLOBAL botan-2)
pkg_check_modules(HS REQUIRED IMPORTED_TARGET GLOBAL libhs)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET GLOBAL pugixml)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET GLOBAL re2)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET GLOBAL yaml-0.1)
pkg_check_modules(YAML_CPP REQUIRED IMPORTED_TARGET GLOBAL yaml-cpp)
find_package(ZLIB REQUIRED)

# Debian has no archive of fmt, whose definitions are a header; here they are compiled once, and not in every file.
find_package(fmt 9 REQUIRED)
if(PAYAUDIT_STATIC)
  set(fmt_source ${CMAKE_CURRENT_BINARY_DIR}/fmt.cc)
  file(CONFIGURE OUTPUT ${fmt_source} @ONLY CONTENT [[
#include <fmt/format-inl.h>

template auto fmt::detail::thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template auto fmt::detail::decimal_point_impl<char>(locale_ref) -> char;
]])
  add_library(payaudit_fmt STATIC ${fmt_source})
else()
  add_library(payaudit_fmt INTERFACE)
  target_link_libraries(payaudit_fmt INTERFACE fmt::fmt)
endif()
