add_library(circle_warnings INTERFACE)
target_compile_options(circle_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
# Optimised g++ 12 warns falsely of coroutine frames (mismatched-new-delete) and of joining strings
# (restrict, GCC bug 105651).
target_compile_options(circle_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete -Wno-restrict>)
if(CIRCLE_UNITY)
  # Meant for headers; sources that are compiled together count as such.
  target_compile_options(circle_warnings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
target_include_directories(circle_warnings INTERFACE ${CMAKE_SOURCE_DIR})
if(CIRCLE_SANITIZE)
  # Without those that cost most and find least: a null pointer is a fault that AddressSanitizer
  # reports anyway, and this processor reads what is not aligned. A third less time to compile.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,alignment,vptr
    -fno-sanitize-recover=all
    -fno-omit-frame-pointer
    -O0 -g1)  # optimising what is instrumented takes twice as long as running it unoptimised
  add_link_options(-fsanitize=address,undefined -fuse-ld=gold)  # half the time of bfd
endif()
