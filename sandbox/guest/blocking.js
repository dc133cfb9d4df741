// Judges let programs write into a file, which `process.exit` waits for. Into a pipe node writes later, unless told to block.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
