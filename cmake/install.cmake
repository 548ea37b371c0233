# `cmake --install`: the program, its manual page, completions of three shells, the schemas of its reports, and the licences of all that is in it.
include(GNUInstallDirs)

set(shared ${CMAKE_BINARY_DIR}/share)
file(MAKE_DIRECTORY ${shared})

# Made from the command line of the program itself.
set(generated)
foreach(what man bash zsh fish)
  add_custom_command(OUTPUT ${shared}/payaudit.${what}
    COMMAND payaudit generate ${what} > ${shared}/payaudit.${what}
    DEPENDS payaudit VERBATIM COMMENT "Writing ${what} of payaudit")
  list(APPEND generated ${shared}/payaudit.${what})
endforeach()

# Whose code is in the program, with their words.
set(notices ${shared}/third-party)
add_custom_command(OUTPUT ${notices}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${notices} -DSOURCE=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/cmake/notices.cmake
  DEPENDS ${CMAKE_SOURCE_DIR}/cmake/notices.cmake ${CMAKE_SOURCE_DIR}/package-lock.json VERBATIM COMMENT "Writing the licences of others")

# gzip -n: no time in it.
find_program(GZIP gzip REQUIRED)
add_custom_command(OUTPUT ${shared}/payaudit.1.gz
  COMMAND ${GZIP} -9nc ${shared}/payaudit.man > ${shared}/payaudit.1.gz
  DEPENDS ${shared}/payaudit.man VERBATIM COMMENT "")
add_custom_command(OUTPUT ${shared}/changelog.gz
  COMMAND ${GZIP} -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${shared}/changelog.gz
  DEPENDS ${CMAKE_SOURCE_DIR}/CHANGELOG.md VERBATIM COMMENT "")
add_custom_command(OUTPUT ${notices}.gz
  COMMAND ${GZIP} -9nc ${notices} > ${notices}.gz
  DEPENDS ${notices} VERBATIM COMMENT "")
add_custom_target(payaudit_share ALL DEPENDS ${generated} ${notices}.gz ${shared}/payaudit.1.gz ${shared}/changelog.gz)

install(TARGETS payaudit RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${shared}/payaudit.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${shared}/payaudit.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME payaudit)
install(FILES ${shared}/payaudit.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/payaudit)
install(FILES ${shared}/changelog.gz ${notices}.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
# Debian keeps the text of the licence once, and has a folder of its own for what packages give to zsh: see package.cmake.
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT plain)
install(FILES ${shared}/payaudit.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _payaudit COMPONENT plain)
