import ConfigMerge

/// Reasons as people read them; empty where there is none.
extension MergedFile {
  var words: String { reason.map { "\($0)" } ?? "" }
}

extension MergeConflict {
  var words: String { reason.map { "\($0)" } ?? "" }
}
