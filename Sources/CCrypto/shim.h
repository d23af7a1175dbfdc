// SHA256_Init and its companions are kept by OpenSSL 3 but marked as old; they cost no
// look-up of an algorithm by name for every digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
