"""Episodes: admission to discharge, and what is planned for afterwards."""
