import Foundation

/// The repository that these tests lie in.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}

/// One module that uses another.
struct Arrow: Hashable, CustomStringConvertible {
  var from: String
  var to: String

  var description: String { "\(from) --> \(to)" }
}

/// What `Package.swift` says of the modules that a user of the program gets.
struct PackageDescription {
  var modules: [String] = []
  var arrows: Set<Arrow> = []

  init(_ text: String) {
    let targets = text.split(separator: ".target(").flatMap {
      $0.split(separator: ".executableTarget(")
    }
    for target in targets.dropFirst() {
      let words = target.prefix { $0 != "]" }
      guard let name = words.firstMatch(of: /name: "(\w+)"/)?.1,
        name.wholeMatch(of: /C[A-Z]\w+/) == nil,
        name != "TestSupport", !target.prefix(40).contains("testTarget")
      else { continue }
      modules.append(String(name))
      for used in words.matches(of: /"(\w+)"/).map({ String($0.1) }) where used != name {
        arrows.insert(Arrow(from: String(name), to: used))
      }
    }
    let known = Set(modules)
    arrows = arrows.filter { known.contains($0.to) }
  }
}
