import COpenSSL

@testable import WeirTLS

/// A session that a client has been given, to be resumed.
final class ClientSession {
    private let pointer: OpaquePointer

    init?(of client: TLSEngine) {
        // A copy: the session itself ceases to be good when a client goes without close_notify.
        guard let pointer = SSL_SESSION_dup(SSL_get_session(client.ssl)) else { return nil }
        self.pointer = pointer
    }

    deinit {
        SSL_SESSION_free(pointer)
    }

    func offer(on client: TLSEngine) {
        SSL_set_session(client.ssl, pointer)
    }
}
