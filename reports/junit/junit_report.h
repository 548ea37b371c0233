// A report of tests in the XML of JUnit, which nearly every build server shows; docs/schemas/junit.xsd is its
// schema. There is no one standard: this is what Jenkins, GitLab, Azure and Bitbucket read alike.
//
// A rule with open violations is a suite, each of them a test: failed if it gates, skipped otherwise, so that
// it is seen and fails nothing. The suite `payaudit` has one test more, whether the analysis is whole, which
// is in error if it is not, and says the counts; so no report is empty. A test's name holds no line number:
// servers know it by its name in the next run.
#pragma once

#include <string>

#include "reports/report.h"

namespace payaudit {

std::string write_junit(const Report& report);

}  // namespace payaudit
