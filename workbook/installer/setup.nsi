; The one-file setup: unpacks the same folder that the zip holds and runs its install.cmd, which does
; the rest, so that there is one way to install. For the user alone, without administrator.
;   xlcs-<version>-setup.exe [/S] [/LOG=FILE]     /S silent; exit codes are install.cmd's
; The 64-bit stub: the 32-bit one does not start on a Windows without 32-bit programs.
Target amd64-unicode
Unicode true
SetCompressor /SOLID ${COMPRESS}
RequestExecutionLevel user
!include LogicLib.nsh
!include FileFunc.nsh

Name "xlcs ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\xlcs\setup"
BrandingText " "
ShowInstDetails show
Page instfiles

LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\SimpChinese.nlf"
LangString EXCEL_RUNS ${LANG_SIMPCHINESE} "请先保存并关闭所有 Excel 窗口，再点“重试”。$\r$\n看不到 Excel 窗口？按 Ctrl+Shift+Esc 打开任务管理器，选 Microsoft Excel → 结束任务。"
LangString EXCEL_RUNS ${LANG_ENGLISH} "Save and close all Excel windows, then click Retry.$\r$\nNone to be seen? Ctrl+Shift+Esc opens the Task Manager: Microsoft Excel → End task."
LangString FAILED ${LANG_SIMPCHINESE} "安装没有完成，原因见上面的信息；原来装好的版本还能用。"
LangString FAILED ${LANG_ENGLISH} "Not installed; the reason stands above. A version installed before still works."
LangString CHECK ${LANG_SIMPCHINESE} "装好了，但环境检查发现问题：请按上面箭头后的办法处理。"
LangString CHECK ${LANG_ENGLISH} "Installed, but the check found a problem: mend it as told above."
LangString DONE ${LANG_SIMPCHINESE} "安装完成。请打开 Excel，功能区会出现“客服数据”。没有 Excel：右键数据文件夹 → 发送到 → 生成报表。"
LangString DONE ${LANG_ENGLISH} "Installed. Open Excel; the ribbon has a tab “Service data”. Without Excel: right-click the data folder → Send to → 生成报表."

Section
  RMDir /r "$INSTDIR"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*"
  ${GetParameters} $0
  ${GetOptions} $0 "/LOG=" $1
  ${IfNot} ${Errors}
    StrCpy $1 '"/log:$1"'
  ${Else}
    StrCpy $1 ""
  ${EndIf}
again:
  nsExec::ExecToLog '"$SYSDIR\cmd.exe" /d /s /c ""$INSTDIR\install.cmd" /quiet "/from:$EXEDIR" $1"'
  Pop $0
  ${If} $0 == 3
    IfSilent failed
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(EXCEL_RUNS)" IDRETRY again
  ${EndIf}
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR"
  SetErrorLevel $0
  ${If} $0 == 0
    DetailPrint "$(DONE)"
  ${ElseIf} $0 == 6
    DetailPrint "$(CHECK)"
  ${Else}
    DetailPrint "$(FAILED)"
    Abort
  ${EndIf}
  Return
failed:
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR"
  SetErrorLevel 3
  Quit
SectionEnd
