package shop;
import java.util.*;
@Entity(name = "card") class Card<T extends A> extends B implements C {
  private final String pan = "a" + b + 1, cvv[];
  static { x(); }
  enum E { ONE(1) { int v() { return -1; } }, TWO; }
  record R(int a, String... b) { R { if (a < 0) throw new X(); } }
  int m(final Map<String, T> in) throws X {
    outer: for (int i = 0, j; i < 3; i++) { for (var e : in.values()) { if (e == null) continue outer; else break; } }
    try (var s = open()) { s.log("{}", pan); } catch (A | B e) { throw e; } finally { done(); }
    return switch (in.size()) { case 1, 2 -> { yield 3; } case int n when n > 4 -> n; default -> a ? b : c; };
  }
  Runnable r = () -> { synchronized (this) { do { x[0] += """
      text\tblock"""; } while (!y && z instanceof P(var q, _)); } };
  Supplier<int[]> n = int[]::new;
}
