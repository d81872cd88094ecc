"""What the operating system says when it refuses, in the reader's language.

It speaks English on its own, or on Windows the language of the machine.
"""

from __future__ import annotations

import errno
import os

_CHINESE = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EROFS: "磁盘只读",
    errno.ENAMETOOLONG: "名字太长",
    errno.EIO: "磁盘读写出错",
    errno.EINVAL: "名字或内容不被接受",
    errno.EBUSY: "正在使用中",
    errno.EFBIG: "文件太大",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENOMEM: "内存不足",
    errno.EMFILE: "打开的文件太多",
    errno.ELOOP: "链接绕成了圈",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ETIMEDOUT: "等待超时",
}
READER_ENDED = "the process that reads workbooks was ended, perhaps for lack of memory"
BECAME_SHORTER = "the file has become shorter while it was read"
"""What is told like a refusal of the system, and is none."""

_BY_ENGLISH = {os.strerror(number): chinese for number, chinese in _CHINESE.items()} | {
    READER_ENDED: "读取工作簿的进程被结束了，可能是内存不足",
    BECAME_SHORTER: "读取时文件变短了",
}


def refusal(error: OSError, language: str) -> str:
    """Why the system refused, such as `没有权限`.

    What has no translation here stays as the system says it; where it says nothing, the kind of
    the error is told.

    Examples
    --------
    >>> refusal(PermissionError(13, "Permission denied"), "zh")
    '没有权限'
    >>> refusal(PermissionError(13, "Permission denied"), "en")
    'Permission denied'
    """
    said = error.strerror or str(error) or type(error).__name__
    return said if language == "en" else _CHINESE.get(error.errno or 0, said)


def said_in_language(said: str, language: str) -> str:
    """What the system said in English, in that language: for what is told later than found.

    Examples
    --------
    >>> said_in_language("Permission denied", "zh")
    '没有权限'
    """
    return said if language == "en" else _BY_ENGLISH.get(said, said)
