# Writes OUTPUT: whose code is linked into the program, each with its own words: the npm packages below SOURCE/node_modules and the packages of Debian.
cmake_minimum_required(VERSION 3.25)
set(debian libboost-json1.81-dev libbotan-2-dev libc6-dev libcli11-dev libfmt-dev libpugixml-dev libre2-dev libstdc++-12-dev libtomlplusplus-dev
  libvectorscan-dev libyaml-cpp-dev libyaml-dev zlib1g-dev)
set(text "The program payaudit holds code of these works, under the licences below.\n")

function(add name file)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "${name} comes without ${file}, which has to go along with the program")
  endif()
  file(READ ${file} words)
  set(text "${text}\n==== ${name} ====\n\n${words}" PARENT_SCOPE)
endfunction()

file(GLOB packages RELATIVE ${SOURCE}/node_modules ${SOURCE}/node_modules/tree-sitter* ${SOURCE}/node_modules/@tree-sitter-grammars/*)
foreach(package ${packages})
  add(${package} ${SOURCE}/node_modules/${package}/LICENSE)
endforeach()
foreach(package ${debian})
  add(${package} /usr/share/doc/${package}/copyright)
endforeach()
file(WRITE ${OUTPUT} "${text}")
