public import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// A path as somebody typed it, in some folder, of something in the deployment.
///
/// It can mean what it means to a shell, from the folder in which it was typed, and it can mean a path
/// below the deployment's folder, as reports write it. The first of these that there is counts.
public struct TypedPath: Hashable, Sendable {
  /// The bytes that were typed, as ``Spelling`` writes them where they are no text.
  public let bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The file at that path below the deployment's folder.
  public init(_ path: RelativePath) { bytes = Array(path.description.utf8) }

  /// Something at or below the deployment's folder; `nil` is that folder itself.
  public typealias Place = RelativePath?

  /// What it can mean, the likeliest first; each as names are written that are no text, then byte by
  /// byte. A pure function.
  ///
  /// - Parameters:
  ///   - folder: Where it was typed; `nil` if that is not known.
  ///   - root: The deployment's folder.
  /// - Throws: ``UpgradeError/outside(path:means:root:)`` if it can only mean something else.
  func meanings(in folder: FilePath?, root: FilePath) throws(UpgradeError) -> [[Place]] {
    let home = Self.names(in: root.bytes, from: []) ?? []
    let start = isAbsolute ? [] : folder.flatMap { Self.names(in: $0.bytes, from: []) }
    let isInside = start?.starts(with: home) ?? false
    var meanings: [[Place]] = []
    if let start {
      meanings.append(
        forms.compactMap { form in
          guard let names = Self.names(in: form, from: start), names.starts(with: home) else {
            return nil
          }
          return .some(Self.place(names.dropFirst(home.count)))
        })
    }
    // With a dot in front it says itself from where it goes.
    if !isAbsolute && !(isInside && isDotted) {
      meanings.append(
        forms.compactMap { Self.names(in: $0, from: []).map { Self.place($0[...]) } })
    }
    meanings.removeAll(where: \.isEmpty)
    guard meanings.isEmpty else { return meanings }
    let names = Self.names(in: forms[0], from: start ?? [])
    throw .outside(
      path: Spelling.text(of: forms[0]),
      means: names.map { "/" + Spelling.text(of: Array($0.joined(separator: [Self.slash]))) },
      root: root)
  }

  var isAbsolute: Bool { bytes.first == Self.slash }

  /// What the words can stand for.
  private var forms: [[UInt8]] {
    guard let read = Spelling.bytes(in: bytes), read != bytes else { return [bytes] }
    return [read, bytes]
  }

  /// Whether its first name is `.` or `..`.
  private var isDotted: Bool {
    let first = bytes.prefix { $0 != Self.slash }
    return !first.isEmpty && first.count <= 2 && first.allSatisfy { $0 == Self.dot }
  }

  private static let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))

  /// The names on the way from `start`, `.` and `..` followed; `nil` if it leads out of the topmost
  /// folder.
  private static func names(in bytes: [UInt8], from start: [[UInt8]]) -> [[UInt8]]? {
    var names = start
    for name in bytes.split(separator: slash) {
      if name.elementsEqual([dot]) { continue }
      guard name.elementsEqual([dot, dot]) else {
        names.append(Array(name))
        continue
      }
      if names.popLast() == nil { return nil }
    }
    return names
  }

  private static func place(_ names: ArraySlice<[UInt8]>) -> Place {
    RelativePath(bytes: Array(names.joined(separator: [slash])))
  }
}

/// What a typed path was found to mean.
struct FoundPath {
  /// `nil` is the deployment's own folder.
  var place: TypedPath.Place
  /// What to say where it could have meant something else that is there as well.
  var warning: Finding?
}

extension Deployment {
  /// What a path means that was typed in ``currentFolder``: the first of its meanings that there is.
  ///
  /// - Throws: ``UpgradeError/outside(path:means:root:)``, and what `missing` makes of the likeliest
  ///   meaning where there is none of them.
  func find(
    _ typed: TypedPath, missing: (RelativePath) -> UpgradeError,
    where isThere: (RelativePath) throws -> Bool
  ) throws -> FoundPath {
    let meanings = try meanings(of: typed)
    let there = try meanings.compactMap { readings in
      try readings.first { try $0.map { try isThere($0) } ?? true }
    }
    guard let place = there.first else {
      throw missing(meanings.joined().compactMap(\.self)[0])
    }
    guard let other = there.first(where: { $0 != place }) else { return FoundPath(place: place) }
    return FoundPath(
      place: place,
      warning: .switching(
        .ambiguousPath(String(decoding: typed.bytes, as: UTF8.self), meant: place, other: other)))
  }

  /// What a typed path can mean; an absolute one also by another way to the deployment, over links.
  func meanings(of typed: TypedPath) throws -> [[TypedPath.Place]] {
    do throws(UpgradeError) {
      return try typed.meanings(in: currentFolder, root: root)
    } catch {
      guard typed.isAbsolute else { throw error }
      var way = typed.bytes[...]
      while let cut = way.lastIndex(of: UInt8(ascii: "/")), cut > 0 {
        way = way[..<cut]
        if try files.followed(FilePath(bytes: Array(way))) == root,
          let path = RelativePath(bytes: Array(typed.bytes[(cut + 1)...]))
        {
          return [[path]]
        }
      }
      throw error
    }
  }

  /// What typed paths mean; `nil` for the deployment's own folder, and so for everything.
  func find(
    _ paths: [TypedPath], missing: (RelativePath) -> UpgradeError,
    where isThere: (RelativePath) throws -> Bool
  ) throws -> (places: [RelativePath]?, warnings: [Finding]) {
    let found = try paths.map { try find($0, missing: missing, where: isThere) }
    let places = found.compactMap(\.place)
    return (places.count < found.count ? nil : places, found.compactMap(\.warning))
  }

  /// The files and folders of a generation that typed paths mean; `nil` for all of it.
  func find(
    _ paths: [TypedPath], in listing: Listing, of number: Generation.Number
  ) throws -> (places: [RelativePath]?, warnings: [Finding]) {
    try find(paths) {
      .notInGeneration(path: $0.description, generation: number.description)
    } where: {
      listing[$0] != nil
    }
  }
}

extension [RelativePath] {
  /// Whether a path is one of these, or lies below one.
  func cover(_ path: RelativePath) -> Bool { contains { path == $0 || path.isInside($0) } }
}
