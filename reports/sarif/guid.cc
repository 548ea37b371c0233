#include "reports/sarif/guid.h"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace payaudit {

std::string guid(std::string_view name) {
  const boost::uuids::uuid space = boost::uuids::name_generator_sha1(boost::uuids::ns::oid())("payaudit");
  return boost::uuids::to_string(boost::uuids::name_generator_sha1(space)(name.data(), name.size()));
}

}  // namespace payaudit
