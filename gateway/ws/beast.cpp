// Boost.Beast's header-only parts, compiled once instead of in every file that uses them.
#include <boost/beast/src.hpp>
