/// What `Scripts/fuzz-merge` runs: the laws of the merge on any three files that a coverage-guided
/// fuzzer comes up with. It is compiled together with the sources of ConfigMerge.
///
/// The first byte says what the files are taken for; bytes of value 0 part the three sides.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard let first = bytes.first else { return 0 }
  let parts = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false)
  guard parts.count == 3 else { return -1 }
  let (base, local, upgrade) = (Array(parts[0]), Array(parts[1]), Array(parts[2]))
  let format: ConfigFormat = first == UInt8(ascii: "{") ? .json : .yaml

  func merged(
    _ base: [UInt8]?, _ local: [UInt8], _ upgrade: [UInt8], _ answer: Resolution? = nil
  ) -> MergedFile {
    MergedFile(
      merging: MergeSides(base: base, local: local, upgrade: upgrade, format: format)
    ) { _ in answer }
  }

  if case .success(let text) = ParsedText.read(local, as: format) {
    law(text.tokens.last?.end ?? 0 == local.count, "the tokens are not the file")
  }
  law(merged(base, base, base).bytes == base, "merge(b, b, b) is not b")
  let kept = merged(base, local, base)
  law(kept.bytes == local && kept.conflicts.isEmpty, "merge(b, l, b) is not l")
  let same = merged(base, local, local)
  law(same.bytes == local && same.conflicts.isEmpty, "merge(b, l, l) is not l")
  law(merged(base, base, upgrade).conflicts.isEmpty, "merge(b, b, u) asks")

  for answer: Resolution? in [nil, .local, .upgrade, .both, .text("x: [1]")] {
    let result = merged(base, local, upgrade, answer)
    law(result == merged(base, local, upgrade, answer), "not the same each time")
    if case .success(let before) = ParsedText.read(local, as: format), result.method != .whole {
      guard case .success(let after) = ParsedText.read(result.bytes, as: format) else {
        fatalError("the local file could be read and the result cannot")
      }
      let upgradeKeys = (try? ParsedText.read(upgrade, as: format).get().duplicateKeys) ?? 0
      law(
        after.duplicateKeys <= before.duplicateKeys + upgradeKeys, "a key is there twice")
    }
  }
  _ = merged(nil, local, upgrade)
  _ = MergedFile.marked(
    MergeSides(base: base, local: local, upgrade: upgrade, format: format), base: "base",
    local: "yours", upgrade: "upgrade")
  _ = ConfigDifference.all(from: local, to: upgrade, format: format)
  _ = OutdatedEntry.all(
    in: local, sides: MergeSides(base: base, local: local, upgrade: upgrade, format: format))
  return 0
}

/// Stops where a law is broken; says which, also when everything is optimised.
private func law(_ holds: Bool, _ text: String) {
  guard holds else { fatalError(text) }
}
