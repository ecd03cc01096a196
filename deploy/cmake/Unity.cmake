# Most of a source's compile time goes into what it includes, so sources of one target are compiled
# together, forty at most. They share anonymous namespaces then: names in those are distinct within
# a target.
# With CIRCLE_UNITY=OFF each source is compiled alone: less to wait for after a change of one file,
# and the only build that finds a missing #include.
set(CMAKE_UNITY_BUILD ${CIRCLE_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 40)
