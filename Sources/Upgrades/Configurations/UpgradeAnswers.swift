import ConfigMerge
import FileEffects
public import Generations
public import ObjectStore

extension UpgradePlan {
  /// Keeps the user's answers for the next time. The upgrade is through: that this fails undoes
  /// nothing, and is said.
  func remember(_ answers: [ObjectID: ConflictAnswer], _ writer: Writer) -> [Check] {
    do {
      for file in config {
        for conflict in file.conflicts where conflict.question != nil {
          guard let answer = answers[conflict.identity] else { continue }
          try writer.log.remember(
            RememberedAnswer(
              file: file.path, key: conflict.key, answer: answer, since: writer.now),
            for: conflict.identity)
        }
      }
      return []
    } catch {
      return [Check(.answers, .warning, .failed(.rememberAnswers, NotedError(error)))]
    }
  }

  /// The conflicts with their answers, as the new generation keeps them; `nil` if there are none.
  var conflictRecords: [ConflictRecord]? {
    let records = config.flatMap { file in
      file.conflicts.compactMap { $0.record(in: file.path) }
    }
    return records.isEmpty ? nil : records
  }
}

extension UpgradePlan.Conflict {
  /// `nil` where nothing is decided.
  func record(in file: String) -> ConflictRecord? {
    guard let answer else { return nil }
    func side(_ text: String?, _ line: Int?) -> ConflictRecord.Side? {
      text.map { ConflictRecord.Side(line: line ?? 1, text: $0) }
    }
    return ConflictRecord(
      file: file, key: key, kind: kind.rawValue, identity: identity, base: side(base, baseLine),
      local: side(local, localLine), upgrade: side(upgrade, upgradeLine), answer: answer)
  }

  /// The answer; `nil` if nothing is decided.
  var answer: ConflictAnswer? {
    switch resolution {
    case .abort: nil
    case .local: .local
    case .upgrade: .upgrade
    case .both: .both
    case .text: text.map { .text($0) }
    }
  }
}

extension UpgradePlan {
  /// For every conflict that nothing is decided about, what an automatic merge answers; a file as a
  /// whole stays the user's.
  public var suggestedAnswers: [ObjectID: ConflictAnswer] {
    var answers: [ObjectID: ConflictAnswer] = [:]
    for conflict in config.flatMap(\.conflicts) where !conflict.isDecided {
      answers[conflict.identity] = conflict.suggestedAnswer
    }
    for conflict in conflicts where conflict.resolution == .abort {
      answers[conflict.identity] = .local
    }
    return answers
  }
}
