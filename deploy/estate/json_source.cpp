// Boost.JSON as it comes with the headers alone.
#include <boost/json/src.hpp>
