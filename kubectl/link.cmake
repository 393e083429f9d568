# kubectl-sallyport runs on the machines of users, so it needs no shared library but the C library.
# That one is not static: a static one would look names up by parts of the system's, which must be
# of the very same version.
if(NOT SALLYPORT_SANITIZE)
  set(archives)
  foreach(name ssl crypto yaml-cpp cares z)
    find_library(SALLYPORT_STATIC_${name} lib${name}.a REQUIRED)
    list(APPEND archives ${SALLYPORT_STATIC_${name}})
  endforeach()
  set(rooms)
  foreach(name base wire settings crypto http dns preflight acme_objects kube_objects kube api
          records names installation view migration)
    if(TARGET ${name})
      list(APPEND rooms $<TARGET_FILE:${name}>)
    endif()
  endforeach()
  # All is found in the group, so that the shared ones behind it are not needed (--as-needed).
  target_link_libraries(kubectl-sallyport PRIVATE -Wl,--start-group ${rooms} ${archives}
                        -Wl,--end-group)
  target_link_options(kubectl-sallyport PRIVATE -static-libgcc -static-libstdc++)
endif()
# What of `http` uses cpprestsdk, which is a shared library, stays an object of its own that nothing
# of this program asks for.
file(GLOB cpprest_sources ${CMAKE_SOURCE_DIR}/lib/http/cpprest_*.cc
     ${CMAKE_SOURCE_DIR}/lib/http/api_client.cc)
set_source_files_properties(${cpprest_sources} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
# Debian has no static library of fmt, so that the one file that needs it has it compiled in.
set_source_files_properties(${CMAKE_SOURCE_DIR}/lib/base/log.cc
                            PROPERTIES COMPILE_DEFINITIONS FMT_HEADER_ONLY)
