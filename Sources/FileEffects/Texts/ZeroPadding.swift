extension String {
  /// With zeros in front, up to `width` characters; a longer text stays unchanged.
  @inlinable public func zeroPadded(to width: Int) -> String {
    String(repeating: "0", count: max(0, width - count)) + self
  }
}

extension FixedWidthInteger {
  /// In lowercase hexadecimal digits, all of them: a byte has two.
  @inlinable public var hexadecimal: String {
    String(self, radix: 16).zeroPadded(to: Self.bitWidth / 4)
  }
}
