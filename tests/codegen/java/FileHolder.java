package com.kaltura.client;

import java.io.File;

public class FileHolder {
    final File file;

    public FileHolder(File file) {
        this.file = file;
    }
}
