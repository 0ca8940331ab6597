// The entry of the command line: what it answers becomes the process's exit status.
import { runCommandLine } from './command-line.ts'

const status = await runCommandLine(process.argv.slice(2))
// A failed start may leave a connection that is still trying; a running demo, web or worker ends by its signal.
if (status !== 0) process.exit(status)
