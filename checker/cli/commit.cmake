# Writes OUTPUT, the source of checker/cli/version.h that names the commit SOURCE is at: `unknown` where SOURCE is not itself the top of a git work tree, and
# with a word where files differ from the commit. The file is touched only when its content changes.
cmake_minimum_required(VERSION 3.25)
find_package(Git QUIET)
set(PAYAUDIT_COMMIT unknown)
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} rev-parse --show-toplevel
    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    file(REAL_PATH "${top}" top)
    file(REAL_PATH "${SOURCE}" source)
  endif()
  if(NOT failed AND top STREQUAL source)
    execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} rev-parse --short=12 HEAD
      OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
      set(PAYAUDIT_COMMIT ${commit})
      execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} status --porcelain --untracked-files=no
        OUTPUT_VARIABLE changes ERROR_QUIET)
      if(changes)
        string(APPEND PAYAUDIT_COMMIT " with changes")
      endif()
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "checker/cli/version.h"

std::string payaudit::source_commit() {
  return "@PAYAUDIT_COMMIT@";
}
]])
