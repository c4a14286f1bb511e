import { addExample, type Define } from '../define.ts'
import { readFrom } from './input.ts'
import { writeWhole } from './output-file.ts'
import { resealing } from './sealing.ts'
import { type SourceFlags, sourceOptions, withSource } from './source-options.ts'

/** `kmip reseal`. */
export const reseal: Define = (command, io) => {
  addExample(
    sourceOptions(command)
      .description('Wraps the data keys of sealed files with the key in use now. The data in them is not touched.')
      .argument('<file...>', 'sealed files; each is replaced once the new one is whole and on the disk'),
    'kmip reseal /archive/*',
  ).action((files: string[], flags: SourceFlags) =>
    withSource(flags, async (source) => {
      for (const file of files) {
        await writeWhole(file, resealing(source, readFrom(file)), true)
        io.stderr.write(`${file}\n`)
      }
    }),
  )
}
