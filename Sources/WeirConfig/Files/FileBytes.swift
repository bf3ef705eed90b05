internal import Foundation

/// Reads small files whole.
enum FileBytes {
    /// Why a file gives no bytes.
    enum Problem: Error, Equatable {
        /// In the system's words.
        case unreadable(String)
        case tooLarge
    }

    /// - Parameter limit: bytes; a larger file is refused after reading no more than that.
    static func read(_ path: String, limit: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(systemMessage()) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(systemMessage()) }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw .tooLarge }
            bytes += chunk[..<count]
        }
    }

    private static func systemMessage() -> String {
        String(cString: strerror(errno))
    }
}
