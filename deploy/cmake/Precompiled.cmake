# Two precompiled headers: circle_pch_pure for code without I/O, circle_pch_asio for the rest.
# A library says circle_precompile(<target> pure|asio).
set(CMAKE_PCH_WARN_INVALID ON)
add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)

function(circle_precompile target kind)
  target_precompile_headers(${target} REUSE_FROM circle_pch_${kind})
endfunction()
