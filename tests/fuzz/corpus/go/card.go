package shop
import ( "fmt"; m "x/y"; . "z"; _ "w" )
type Card[T any] struct { Pan, Cvv string `json:"pan,omitempty" db:"x"`; *Base; f func(int) (a, b error) }
type I interface { M(x ...int) error; ~int | string }
const ( a = iota; b )
var x, y = map[string][]Card{"k": {{Pan: `r`}, {"p", "c"}}}, [...]int{1: 2}
func (c *Card[T]) M(in <-chan T, rest ...any) (n int, err error) {
outer:
  for i, v := range in { switch t := v.(type) { case nil, *int: continue outer; case string: fmt.Println(t + "x" + c.Pan) } }
  select { case v, ok := <-in: _ = v; default: goto end; case out <- 1: }
  if err := f[int](rest...); err != nil && !ok || n&^1 == -1 { defer func() { recover() }(); return }
  for n < 3 { n++; n += 'a'; *p, s[1:2:3] = *q, nil }
  switch { case n > 1: fallthrough; default: go c.M(nil) }
end:
  return len(rest), fmt.Errorf("%w: %s", err, c.Pan)
}
