import ConfigMerge

extension UpgradePlan {
  /// Conflicts of one configuration that have one cause, and may well have one answer.
  public struct Question: Encodable, Hashable, Sendable {
    /// The keys of its conflicts, all of them.
    public var keys: [String]
    /// The cause, in words; empty for one conflict alone.
    public var reason: String
    /// The places of the conflicts in the list of the file, counted from 0.
    public var conflicts: [Int]

    private enum CodingKeys: CodingKey {
      case keys, reason
    }
  }
}

extension UpgradePlan.Question {
  /// About a file as a whole, which has no other conflict.
  static let wholeFile = UpgradePlan.Question(keys: [""], reason: "", conflicts: [0])

  /// The questions of a merged file.
  static func all(of merged: MergedFile) -> [UpgradePlan.Question] {
    merged.questions.map { question in
      UpgradePlan.Question(
        keys: question.conflicts.map { merged.conflicts[$0].conflict.path },
        reason: question.reason.map { "\($0)" } ?? "", conflicts: question.conflicts)
    }
  }
}

extension UpgradePlan.ConfigFile {
  /// The questions that are open, each with the conflicts that nothing is decided about.
  public var openQuestions: [(reason: String, conflicts: [UpgradePlan.Conflict])] {
    questions.compactMap { question in
      let open = question.conflicts.map { conflicts[$0] }.filter { !$0.isDecided }
      return open.isEmpty ? nil : (open.count > 1 ? question.reason : "", open)
    }
  }
}
