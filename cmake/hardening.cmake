# How the release is built: protected against what a hostile file could make of a mistake, and the same bytes in any folder. `ci/check-binary` looks at the outcome.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  return()
endif()
add_compile_options(
  -fPIE -fstack-protector-strong -fcf-protection=full -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
  # No folder of this machine in the program, wherever a library writes __FILE__.
  -ffile-prefix-map=${CMAKE_BINARY_DIR}=/build -ffile-prefix-map=${CMAKE_SOURCE_DIR}=/payaudit)
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack -s)
if(PAYAUDIT_STATIC)
  set(payaudit_pie -static-pie)
else()
  set(payaudit_pie -pie)
endif()
