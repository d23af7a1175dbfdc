public import Downloads

/// A folder on the web that has what `release build` makes: its list says what is there.
public struct WebFolder {
  private let url: WebURL
  private let texts: RememberedTexts

  public init(_ url: WebURL, texts: RememberedTexts) { (self.url, self.texts) = (url, texts) }

  /// - Throws: ``ChannelError``, ``ReleaseError``, ``WebError``.
  public func releases() throws -> [OfferedRelease] {
    let place = url.appending(ChecksumList.fileName)
    let text = try texts.text(at: place, atMost: ChecksumList.longest) {
      _ = try ChecksumList($0, at: "\(place)")
    }
    guard let text else { throw ChannelError.noList("\(url)") }
    let list = try ChecksumList(text.bytes, at: "\(place)")
    let listed = list.lines.map { "\($0.path)" }.filter { !$0.contains("/") }
    let names = listed + [ChecksumList.fileName, ChecksumList.fileName + FileSignature.ending]
    let packages = OfferedPackages(names.map { OfferedFile(url.appending($0), name: $0) })
    guard !packages.versions.isEmpty else { throw ChannelError.noPackages(list: "\(place)") }
    return packages.versions.map {
      OfferedRelease(version: $0, name: "\($0)", contents: .packages(packages))
    }
  }
}
