/// Whether a client stays on the server its cookie names.
public enum PinnedVerdict: Sendable, Equatable, CaseIterable {
    /// The server is ready and up; weight and `backup` make no difference.
    case valid
    /// The server drains, and its clients are kept.
    case kept
    /// The server drains, and its clients go elsewhere.
    case moved
    /// The server is not up, or in maintenance.
    case down
}
