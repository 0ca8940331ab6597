// Listens on a TCP port of the namespace it runs in and passes each connection on to a unix socket, which is a file and
// so reaches out of the namespace. Ending this process cuts the link. Arguments: port, socket path.
import { connect, createServer } from 'node:net'

const [port, path] = process.argv.slice(2)
createServer((outer) => {
  const inner = connect(path)
  for (const [from, to] of [
    [outer, inner],
    [inner, outer],
  ]) {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.pipe(to)
  }
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
