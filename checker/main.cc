#include <cstdio>
int main() {
  std::puts("payaudit 0.1.0");
  return 0;
}
