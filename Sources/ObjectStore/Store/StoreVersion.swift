import SystemPackage

/// What the file `format` says: the version, and per kind of operation the features that a program
/// must know to do it.
struct StoreVersion: Hashable {
  typealias Operation = StoreError.Operation

  var version: Int
  var features: [Operation: Set<String>]
  /// Lines of other kinds, which are kept unchanged.
  private var others: [String] = []

  /// What this program writes into a new store.
  static let written = StoreVersion(
    version: StoreLayout.formatVersion,
    features: [
      .read: StoreLayout.Feature.toRead, .write: [], .collect: StoreLayout.Feature.toCollect,
    ])

  /// What this program knows.
  static let known = StoreLayout.Feature.toRead.union(StoreLayout.Feature.toCollect)

  /// Whether small files have their second copies in the ledger.
  var hasLedger: Bool { features[.read]?.contains(StoreLayout.Feature.ledger) ?? false }

  /// The same with all that this program writes; `nil` where nothing is to be added.
  var completed: StoreVersion? {
    var whole = self
    for (operation, names) in Self.written.features {
      whole.features[operation, default: []].formUnion(names)
    }
    return whole == self ? nil : whole
  }

  var text: String {
    Operation.allCases.reduce("\(StoreLayout.formatName) \(version)\n") { text, operation in
      let names = (features[operation] ?? []).sorted()
      return text + ([operation.rawValue + ":"] + names).joined(separator: " ") + "\n"
    } + others.map { $0 + "\n" }.joined()
  }

  /// Whether no program can have written these bytes.
  static func isUnreadable(_ bytes: [UInt8]) -> Bool {
    StoreVersion(String(decoding: bytes, as: UTF8.self)) == nil
  }

  /// Whether the file's bytes are those of `copy` cut short, or with one bit flipped, or no program's: then
  /// nobody meant them.
  static func isDamaged(_ bytes: [UInt8], copy: [UInt8]) -> Bool {
    if isUnreadable(bytes) { return true }
    if bytes.count < copy.count { return copy.starts(with: bytes) }
    if bytes == copy { return false }
    let flipped = zip(bytes, copy).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    return bytes.count == copy.count && flipped == 1
  }

  /// Reads the file's text; `nil` where it is none of ours.
  init?(_ text: String) {
    let lines = text.split(separator: "\n")
    guard let first = lines.first?.split(separator: " "), first.count == 2,
      first[0] == StoreLayout.formatName, let version = Int(first[1])
    else { return nil }
    self.version = version
    features = [:]
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      guard let head = words.first, head.hasSuffix(":"),
        let operation = Operation(rawValue: String(head.dropLast()))
      else {
        others.append(String(line))
        continue
      }
      features[operation] = Set(words.dropFirst().map(String.init))
    }
  }

  private init(version: Int, features: [Operation: Set<String>]) {
    self.version = version
    self.features = features
  }

  /// Refuses an operation that needs a feature this program does not know. Writing includes reading, and
  /// collecting includes both.
  func check(_ operation: Operation, at path: FilePath) throws(StoreError) {
    guard version == StoreLayout.formatVersion else {
      throw .unknownFormat(
        path, found: "\(StoreLayout.formatName) \(version)",
        known: "\(StoreLayout.formatName) \(StoreLayout.formatVersion)")
    }
    for needed in Operation.allCases {
      if let unknown = (features[needed] ?? []).subtracting(Self.known).min() {
        throw .unknownFeature(path, operation: operation, feature: unknown)
      }
      if needed == operation { return }
    }
  }
}
