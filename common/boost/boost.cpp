// Boost's header-only parts, compiled once instead of in every file that uses them.
#include <boost/asio/impl/src.hpp>
#include <boost/json/src.hpp>
