/** The oldest Node.js that runs this package: `engines` in package.json. */
export const requiredNode = '24.15'

/**
 * One sentence for a Node.js that is too old, `undefined` for one that is new enough. This file runs on Node.js 18.
 * @param actual `process.versions.node`
 */
export const describeOldNode = (actual: string): string | undefined => {
  const [major = 0, minor = 0] = actual.split('.').map(Number)
  const [requiredMajor = 0, requiredMinor = 0] = requiredNode.split('.').map(Number)
  const isOld = major < requiredMajor || (major === requiredMajor && minor < requiredMinor)
  return isOld ? `Node.js ${requiredNode} or later is required; this is Node.js ${actual}.` : undefined
}
