/// The keys of a `manifest.json` that mean nothing to this program. A misspelt one would be obeyed by
/// nobody, so it is reported.
struct UnknownKeys: Decodable {
  var names: [String]

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: AnyKey.self)
    var found = Self.names(in: fields, but: Manifest.CodingKeys.allCases.map(\.stringValue))
    let files = AnyKey(stringValue: Manifest.CodingKeys.files.stringValue)
    // That there are none, or null, has been looked at by then.
    if fields.contains(files), try !fields.decodeNil(forKey: files) {
      for file in try fields.decode([File].self, forKey: files) {
        found.formUnion(file.names.map { "files[].\($0)" })
      }
    }
    names = found.sorted()
  }

  private struct File: Decodable {
    var names: Set<String>

    init(from decoder: any Decoder) throws {
      names = UnknownKeys.names(
        in: try decoder.container(keyedBy: AnyKey.self),
        but: Manifest.File.CodingKeys.allCases.map(\.stringValue))
    }
  }

  private static func names(
    in fields: KeyedDecodingContainer<AnyKey>, but known: [String]
  ) -> Set<String> {
    Set(fields.allKeys.map(\.stringValue)).subtracting(known)
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
