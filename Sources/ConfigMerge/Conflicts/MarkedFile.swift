extension MergedFile {
  /// The merge with every conflict between labelled markers, as `git` writes them: for an editor.
  ///
  /// Where there is a conflict, there are markers: what of the release has no place in the user's text
  /// is between them as the release's file has it.
  public static func marked(
    _ sides: MergeSides, base: String, local: String, upgrade: String, markerSize: Int = 7
  ) -> [UInt8] {
    func view(_ answer: ThreeWayMerge.Answer) -> MergedFile { merged(sides) { _ in answer } }
    let markers = MarkerWriter(base: base, local: local, upgrade: upgrade, size: markerSize)
    let (ours, theirs) = (view(.given(.local)), view(.given(.upgrade)))
    let hasBase = sides.base != nil
    if ours.conflicts.isEmpty { return ours.bytes }
    // Of keys that occur twice the base's have no place in the user's text.
    if theirs.isDecided, !ours.conflicts.contains(where: { $0.conflict.kind == .duplicateKey }) {
      let marked = markers.bytes(
        base: hasBase ? view(.base).bytes : nil, local: ours.bytes, upgrade: theirs.bytes)
      if marked != ours.bytes { return marked }
    }
    let missing = markers.bytes(base: sides.base, local: ours.bytes, without: sides.upgrade)
    return missing != ours.bytes
      ? missing : markers.bytes(base: nil, local: ours.bytes, upgrade: sides.upgrade)
  }
}
