import ConfigMerge
public import Generations

/// Asks for a merged file, with every conflict between markers that say whose each side is.
public struct MarkConflicts: Inquiry {
  private let file: String
  private let number: Generation.Number?

  public init(in file: String, of number: Generation.Number?) {
    (self.file, self.number) = (file, number)
  }

  public func report(on deployment: Deployment) throws -> [UInt8] {
    let log = try deployment.log()
    let merge = try AnsweredMerge.find(number, in: log)
    let names = try merge.map { $0.files(named: try deployment.name(of: file, in: $0)) } ?? []
    guard let merge, let path = try names.first.flatMap({ try merge.path(of: $0, log) }) else {
      throw UpgradeError.noConflict(file: file, key: "")
    }
    guard names.count == 1 else {
      throw UpgradeError.severalConflicts(file: file, key: "", names: names)
    }
    let before = try merge.generation.mergedFrom.map { try log.generation($0).version }
    return try deployment.step(.mergeFiles) {
      MergedFile.marked(
        try merge.sides(of: path, log), base: before ?? "", local: ConflictMarkers.local,
        upgrade: merge.generation.version)
    }
  }
}

/// Asks for the three values of one conflict between markers, to be edited.
public struct EditConflict: Inquiry {
  private let file: String
  private let key: String

  public init(in file: String, at key: String) { (self.file, self.key) = (file, key) }

  public func report(on deployment: Deployment) throws -> String {
    let log = try deployment.log()
    guard let merge = try AnsweredMerge(in: log) else {
      throw UpgradeError.noConflict(file: file, key: key)
    }
    let record = try merge.record(try deployment.name(of: file, in: merge), key)
    let question = try deployment.step(.mergeFiles) { try merge.question(record, log) }
    return ConflictMarkers.text(
      base: question.base?.text, local: question.local?.text, upgrade: question.upgrade?.text)
  }
}
