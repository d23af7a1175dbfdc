internal import CCrypto
internal import CZstd

extension Store {
  /// The version of the zstd library that compresses objects, such as `1.5.4`.
  package static var zstdVersion: String { String(cString: ZSTD_versionString()) }

  /// The version of the libcrypto that names objects, such as `3.0.17`.
  package static var cryptoVersion: String {
    String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))
  }
}
