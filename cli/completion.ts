import type { Command } from 'commander'
import { CliError } from './cli-error.ts'
import { addExample, type Define } from './define.ts'

interface Words {
  readonly path: string
  readonly words: readonly string[]
}

/** Lists the words that may follow each command. */
const listWords = (command: Command, path: string): Words[] => {
  const options = command.options.flatMap(({ long }) => (long ? [long] : []))
  const subs = command.commands.map((each) => each.name())
  return [
    { path, words: [...subs, ...options, '--help'] },
    ...command.commands.flatMap((each) => listWords(each, `${path} ${each.name()}`)),
  ]
}

const writeBashScript = (all: readonly Words[]): string => `_kmip() {
  local path=kmip word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$path $word" in
${all
  .filter(({ path }) => path !== 'kmip')
  .map(({ path }) => `      "${path}") path="${path}" ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${all.map(({ path, words }) => `    "${path}") COMPREPLY=($(compgen -W "${words.join(' ')}" -- "\${COMP_WORDS[COMP_CWORD]}")) ;;`).join('\n')}
  esac
}
complete -o default -F _kmip kmip
`

const scripts: Readonly<Record<string, (all: readonly Words[]) => string>> = {
  bash: writeBashScript,
  zsh: (all) => `autoload -U +X bashcompinit && bashcompinit\n${writeBashScript(all)}`,
  fish: (all) =>
    `${all
      .flatMap(({ path, words }) => {
        const seen = path.split(' ').slice(1)
        const condition = seen.length
          ? seen.map((each) => `__fish_seen_subcommand_from ${each}`).join('; and ')
          : '__fish_use_subcommand'
        return words.map((word) =>
          word.startsWith('--')
            ? `complete -c kmip -n '${condition}' -l ${word.slice(2)}`
            : `complete -c kmip -f -n '${condition}' -a ${word}`,
        )
      })
      .join('\n')}\n`,
}

/** `kmip completion`. */
export const completion: Define = (command, io) => {
  addExample(
    command
      .description('Prints a script that completes commands and options in a shell.')
      .argument('<shell>', Object.keys(scripts).join(', ')),
    'kmip completion bash > /etc/bash_completion.d/kmip',
  ).action(async (shell: string) => {
    const script = scripts[shell]
    if (!script)
      throw new CliError('usage', `there is no completion for ${shell}`, `One of: ${Object.keys(scripts).join(', ')}.`)
    io.stdout.write(script(listWords(command.parent ?? command, 'kmip')))
  })
}
