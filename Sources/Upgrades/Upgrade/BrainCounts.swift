import Generations
import Releases

/// What the users of CORTEX count of their brain.
public struct BrainCounts: Encodable, Hashable, Sendable {
  /// Rows of all tables called `conversations`, and of those called `patterns`.
  public var conversations: Int
  public var patterns: Int

  public init(conversations: Int = 0, patterns: Int = 0) {
    (self.conversations, self.patterns) = (conversations, patterns)
  }

  init(of databases: [DatabaseRecord]) {
    self.init(databases.flatMap(\.tables).map { ($0.name, $0.rows) })
  }

  fileprivate init(_ tables: [(name: String, rows: Int)]) {
    func rows(_ name: String) -> Int {
      tables.filter { $0.name == name }.reduce(0) { $0 + $1.rows }
    }
    let layout = ProductLayout.current
    self.init(
      conversations: rows(layout.conversationTable), patterns: rows(layout.patternTable))
  }
}

extension UpgradeReport {
  /// What of that is still there, by the proof of its tables.
  public var brainKept: BrainCounts {
    BrainCounts(tablesKept.map { ($0.name, $0.rowsBefore ?? 0) })
  }
}
