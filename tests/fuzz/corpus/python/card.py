from . import a as b, c
import os.path
@decorate(name="x", *y, **z)
class Card(Base, metaclass=M):
    pan: str = Field(...)
    def __init__(self, pan, *rest, cvv=None, **named) -> None:
        global g
        self.pan, (self.x, *g) = f"{pan!r:>{w}}{{}}" "tail", rest
        with open(r'\d') as f, lock: f.write('%s' % (pan, cvv))
        try:
            for k, v in sorted(named.items(), key=lambda p: -p[0]): yield k if v else None
            else: pass
        except (A, B) as e: raise X from e
        finally: del self.x[1:2, ...]
async def f(a, /, b, *, c):
    match a:
        case {"k": [x, *_], **r} | P(y=1) if r: return [await i for j in b if j not in c for i in j]
        case -1 | "s" as t: assert t, 1
    while (n := n - 1) and 1 < n <= 3 is not None: n += """x"""
