# room(FOLDER USES rooms... LIBS targets... [PROGRAM name]): one library, one namespace, one folder,
# one test. The rooms within controller/ share its namespace, and X_objects shares that of X. The
# library is named after the folder's last part, sees the rooms in USES and the outside libraries in
# LIBS, and nothing else. PROGRAM adds an executable from FOLDER/main.cc. Every declaration is
# also written to rooms.txt in the build folder, where tests/tidy.py reads it.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  # pch_defines and time_macros: what ccache needs to cache a file that uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(sallyport_flags INTERFACE)
target_compile_options(sallyport_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wswitch-enum
                       -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_UNITY_BUILD)
  # GCC takes the sources that are compiled as one for headers, and warns of what is in their unnamed
  # namespaces. They are included by their whole path, which must not get into __FILE__: ccache could
  # not use in one folder what was built in another.
  target_compile_options(sallyport_flags INTERFACE -Wno-subobject-linkage
                         -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
endif()
if(SALLYPORT_SANITIZE)
  target_compile_options(sallyport_flags INTERFACE -fsanitize=${SALLYPORT_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(sallyport_flags INTERFACE -fsanitize=${SALLYPORT_SANITIZE})
  if(SALLYPORT_SANITIZE MATCHES "thread")
    # GCC warns that Asio's fences are invisible to the thread sanitizer.
    target_compile_options(sallyport_flags INTERFACE -Wno-tsan)
  endif()
  if(SALLYPORT_SANITIZE MATCHES "undefined")
    # cpprestsdk is packaged without the type information that this check reads.
    target_compile_options(sallyport_flags INTERFACE -fno-sanitize=vptr)
  endif()
endif()

file(WRITE ${CMAKE_BINARY_DIR}/rooms.txt "")

function(room folder)
  cmake_parse_arguments(ROOM "" "PROGRAM" "USES;LIBS" ${ARGN})
  get_filename_component(name ${folder} NAME)
  file(APPEND ${CMAKE_BINARY_DIR}/rooms.txt "${folder} | ${ROOM_USES} | ${ROOM_LIBS}\n")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(${name} STATIC ${sources})
  get_filename_component(parent ${CMAKE_SOURCE_DIR}/${folder} DIRECTORY)
  target_include_directories(${name} PUBLIC ${parent})
  target_link_libraries(${name} PUBLIC sallyport_flags ${ROOM_USES} ${ROOM_LIBS})
  if(ROOM_PROGRAM)
    add_executable(${ROOM_PROGRAM} ${CMAKE_SOURCE_DIR}/${folder}/main.cc)
    target_link_libraries(${ROOM_PROGRAM} PRIVATE ${name})
  endif()
endfunction()
