# `cpack` makes the package for Debian and Ubuntu. The same commit gives the same bytes: its time is that of the commit, or SOURCE_DATE_EPOCH.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ${PROJECT_NAME})
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The authors of payaudit <payaudit@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "static auditor for payment systems")
set(CPACK_PACKAGE_DESCRIPTION "Reads a repository as it stands (configuration, infrastructure as code, API and
data schemas, SQL and source code) and says, requirement by requirement, what
it proves about PCI DSS, PSD2, KYC/AML and data residency. Nothing leaves the
machine.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
# It asks git for the base of a change and for what is ignored; without git it says so.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS git)
if(NOT PAYAUDIT_STATIC)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()

# One package of all but what is for other systems.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_COMPONENTS_ALL Unspecified debian)

if(DEFINED ENV{SOURCE_DATE_EPOCH})
  set(package_epoch $ENV{SOURCE_DATE_EPOCH})
else()
  set(package_epoch 946684800)
  execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct OUTPUT_VARIABLE committed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(committed)
    set(package_epoch ${committed})
  endif()
endif()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/package-epoch.cmake @ONLY CONTENT "set(ENV{SOURCE_DATE_EPOCH} @package_epoch@)\n")
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_BINARY_DIR}/package-epoch.cmake)

set(ENV{SOURCE_DATE_EPOCH} ${package_epoch})
string(TIMESTAMP package_day "%a, %d %b %Y %H:%M:%S +0000" UTC)
unset(ENV{SOURCE_DATE_EPOCH})
configure_file(cmake/debian/changelog.in ${shared}/changelog.Debian @ONLY)
add_custom_command(OUTPUT ${shared}/changelog.Debian.gz
  COMMAND ${GZIP} -9nc ${shared}/changelog.Debian > ${shared}/changelog.Debian.gz
  DEPENDS ${shared}/changelog.Debian VERBATIM COMMENT "")
add_custom_target(payaudit_package_share ALL DEPENDS ${shared}/changelog.Debian.gz)
install(FILES cmake/debian/copyright ${shared}/changelog.Debian.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES cmake/debian/overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME payaudit COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${shared}/payaudit.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _payaudit COMPONENT debian EXCLUDE_FROM_ALL)
include(CPack)
