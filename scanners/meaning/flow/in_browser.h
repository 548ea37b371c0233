// Whether a file's code runs in a browser only, by what the file says of itself: its folder, a directive, the
// calls of a component that lives in a page. What may run on a server, too, is not said to.
#pragma once

#include "scanners/meaning/flow/resolution.h"
#include "scanners/source/source.h"

namespace payaudit {

bool is_in_browser(const Source& source, const Resolution& resolution);

// A function that a framework calls on the server though its file is a page's: `getServerSideProps`; or one
// that is written inside of such a function.
bool is_for_server(const Resolution& resolution, FunctionId function);

}  // namespace payaudit
