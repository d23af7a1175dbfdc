import CSodium

/// Base64 with padding (RFC 4648, section 4), one text for each value.
enum Base64 {
  static func text(of bytes: [UInt8]) -> String {
    let length = sodium_base64_encoded_len(bytes.count, Int32(sodium_base64_VARIANT_ORIGINAL))
    // Its length counts the zero byte at the end.
    var text = [CChar](repeating: 0, count: length)
    sodium_bin2base64(
      &text, length, bytes, bytes.count, Int32(sodium_base64_VARIANT_ORIGINAL))
    return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// `nil` for anything else, white space included.
  static func decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
    let text = text.map(CChar.init(bitPattern:))
    var bytes = [UInt8](repeating: 0, count: text.count)
    var count = 0
    let status = sodium_base642bin(
      &bytes, bytes.count, text, text.count, nil, &count, nil,
      Int32(sodium_base64_VARIANT_ORIGINAL))
    return status == 0 ? Array(bytes.prefix(count)) : nil
  }
}
