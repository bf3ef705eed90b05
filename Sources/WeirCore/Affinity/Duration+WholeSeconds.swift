extension Duration {
    /// Rounded up, at least 1: cookies count in seconds.
    var wholeSeconds: Int64 {
        let (seconds, attoseconds) = components
        return max(1, attoseconds > 0 ? seconds &+ 1 : seconds)
    }
}
