import a, { b as c, type D } from './m'; import * as n from "n"; export * from 'x'; export default class {}
const { pan, card: { cvv = 1, ...rest }, [k]: v } = require('y') ?? {};
@Entity() abstract class Card<T> extends Base implements I {
  @Column({ type: 'text', length: 19 }) private pan!: string; static #n = 1n;
  constructor(private readonly a?: A, ...b: B[]) { super(); this.x = a!.b?.c[0] as string; }
  get g() { return `a${this.x}b${`c${1}`}`; } async *it() { for await (const x of y) yield* x; }
}
enum E { A = 1, B } type O = { a: string; m(): void }; interface J extends O { b?: number }
label: for (let i = 0, j; i < 3; i++) { switch (i) { case 0: continue label; default: break label } }
try { throw new X(/[a-z]\/+/g, -1) } catch ({ message }) { } finally { do { a ||= b ? c : d, e } while (!(x in y)) }
app.post('/pay', async ({ body }, res) => res.send(<Card pan={body.pan} {...rest}>text {x} <br/></Card>));
